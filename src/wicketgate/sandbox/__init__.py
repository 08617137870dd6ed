"""The walls around an agent: namespaces, seccomp, Landlock, limits; planned purely, raised by a launcher."""
