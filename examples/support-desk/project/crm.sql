CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, plan TEXT NOT NULL, email TEXT NOT NULL);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers, subject TEXT, status TEXT);
CREATE TABLE payments (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, card TEXT NOT NULL, amount INTEGER NOT NULL);
CREATE TABLE users (id INTEGER PRIMARY KEY, login TEXT NOT NULL, secret TEXT NOT NULL);

INSERT INTO customers VALUES
  (1, 'Ines Duarte', 'Starter', 'ines@duarte.example'),
  (2, 'Tomas Lindqvist', 'Business', '@EMAIL@'),
  (3, 'Aiko Mori', 'Team', 'aiko@mori.example');
INSERT INTO tickets VALUES
  (101, 2, 'Refund for a double charge', 'open'),
  (102, 1, 'Export keeps failing', 'open'),
  (103, 3, 'Change of billing address', 'open');
INSERT INTO payments VALUES (1, 2, '@CARD@', 4900), (2, 2, '@CARD@', 4900);
INSERT INTO users VALUES (1, 'support', '@PASSWORD@');
