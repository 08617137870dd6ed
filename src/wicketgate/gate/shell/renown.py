"""Packages everybody knows, by the name they have in their registry. Takes words; gives whether all are such names.

A name on a list is no proof that its code is good: it says that the name is the one meant, not one that looks like it,
and that what it brings is what thousands of projects run. Every other name asks, as do addresses, paths, other
registries and packages for the whole machine.
"""

# ruff: noqa: E501, SIM905 - lists of words
from __future__ import annotations

import re

NODE = frozenset(
    "express koa fastify react react-dom react-router react-router-dom react-redux redux redux-thunk redux-saga reselect zustand jotai recoil mobx immer vue vue-router vuex pinia svelte solid-js preact lit next nuxt astro gatsby remix vite webpack webpack-cli"
    " webpack-dev-server rollup parcel esbuild turbo nx lerna typescript ts-node tsx tslib tsup eslint prettier jest ts-jest vitest mocha chai sinon nyc c8 cypress playwright puppeteer jsdom happy-dom supertest nock msw nodemon concurrently rimraf cross-env dotenv husky"
    " lint-staged lodash lodash-es underscore ramda axios got node-fetch undici ky superagent uuid nanoid dayjs moment moment-timezone date-fns luxon zod yup joi ajv class-validator class-transformer reflect-metadata rxjs chalk commander yargs inquirer ora picocolors debug"
    " winston pino morgan cors helmet body-parser cookie-parser express-session express-validator express-rate-limit compression multer passport passport-local passport-jwt jsonwebtoken jose bcrypt bcryptjs mongoose mongodb pg mysql mysql2 sqlite3 better-sqlite3 redis ioredis"
    " knex sequelize typeorm prisma drizzle-orm drizzle-kit kysely graphql apollo-server socket.io socket.io-client ws fs-extra glob globby minimist semver yaml js-yaml ini xml2js fast-xml-parser cheerio marked markdown-it highlight.js prismjs handlebars ejs pug mustache"
    " tailwindcss postcss autoprefixer sass less styled-components clsx classnames framer-motion gsap three d3 chart.js recharts echarts leaflet swiper formik react-hook-form react-query swr bootstrap jquery bulma antd vuetify i18next react-i18next storybook babel-jest babel-loader"
    " css-loader style-loader sass-loader ts-loader html-webpack-plugin mini-css-extract-plugin sharp jimp pdfkit exceljs csv-parse csv-parser papaparse archiver nodemailer stripe openai langchain aws-sdk firebase firebase-admin bull bullmq p-limit p-queue async bluebird qs mime"
    " http-proxy-middleware serve http-server json-server electron electron-builder expo react-native hono elysia tap ava testcontainers faker validator sanitize-html dompurify slugify pluralize change-case hotkeys-js eventemitter3 lru-cache node-cron agenda typedoc knip"
    " npm-run-all dotenv-cli eslint-config-prettier eslint-plugin-react eslint-plugin-react-hooks eslint-plugin-import eslint-plugin-jsx-a11y eslint-plugin-vue eslint-config-next eslint-config-airbnb prettier-plugin-tailwindcss vite-tsconfig-paths vite-plugin-pwa ts-morph"
    " tailwind-merge class-variance-authority lucide-react react-icons react-select react-table react-window react-markdown remark-gfm rehype-raw sonner cmdk next-auth next-themes superjson ts-pattern neverthrow effect execa zx chokidar ignore micromatch picomatch".split()
)
SCOPES = frozenset(
    "types babel angular nestjs vue testing-library tanstack aws-sdk reduxjs mui emotion typescript-eslint eslint vitejs vitest playwright storybook sveltejs radix-ui prisma apollo trpc hono fastify grpc google-cloud azure sentry octokit anthropic-ai modelcontextprotocol next nuxt"
    " remix-run astrojs expo react-native react-native-community react-navigation tailwindcss headlessui heroicons hookform faker-js jest nx rollup swc docusaurus graphql-codegen stripe supabase opentelemetry biomejs changesets commitlint tiptap floating-ui dnd-kit ant-design"
    " chakra-ui mantine fortawesome fontsource tsconfig parcel webpack-cli std hapi koa solidjs lit reach datadog std".split()
)
"""Scopes of the registry of node: one owner publishes all that is in them."""
PYTHON = frozenset(
    "requests httpx aiohttp urllib3 certifi idna charset-normalizer numpy scipy pandas polars pyarrow matplotlib seaborn plotly bokeh scikit-learn xgboost lightgbm catboost torch torchvision torchaudio tensorflow keras jax transformers datasets tokenizers accelerate sentence-transformers"
    " huggingface-hub openai anthropic langchain tiktoken nltk spacy gensim opencv-python pillow imageio scikit-image networkx sympy statsmodels numba cython dask flask django djangorestframework fastapi starlette uvicorn gunicorn hypercorn tornado sanic bottle jinja2 werkzeug click typer"
    " rich tqdm colorama tabulate loguru structlog pydantic pydantic-settings attrs marshmallow dataclasses-json orjson ujson pyyaml ruamel.yaml toml tomli tomlkit python-dotenv sqlalchemy alembic psycopg psycopg2 psycopg2-binary asyncpg pymysql mysqlclient pymongo motor redis celery rq"
    " kombu boto3 botocore google-cloud-storage google-cloud-bigquery azure-storage-blob azure-identity kubernetes docker paramiko fabric ansible cryptography pyjwt passlib bcrypt pytest pytest-cov pytest-asyncio pytest-mock pytest-xdist pytest-django pytest-timeout hypothesis tox nox"
    " coverage mock faker factory-boy freezegun responses respx vcrpy black ruff isort flake8 pylint mypy pyright bandit pre-commit ipython ipykernel jupyter jupyterlab notebook nbconvert papermill streamlit gradio dash beautifulsoup4 lxml html5lib scrapy selenium playwright feedparser"
    " markdown mistune sphinx mkdocs mkdocs-material setuptools wheel pip build twine hatch hatchling poetry pipenv virtualenv uv pip-tools cookiecutter six python-dateutil pytz tzdata arrow pendulum babel packaging typing-extensions importlib-metadata more-itertools sortedcontainers"
    " cachetools tenacity backoff watchdog psutil pyserial regex chardet openpyxl xlrd xlsxwriter pypdf reportlab python-docx python-multipart email-validator websockets grpcio grpcio-tools protobuf graphene strawberry-graphql sentry-sdk prometheus-client opentelemetry-api"
    " opentelemetry-sdk duckdb ibis-framework great-expectations dbt-core apache-airflow prefect mlflow optuna wandb shapely geopandas folium pyproj rasterio h5py netcdf4 xarray zarr pyspark types-requests types-pyyaml django-cors-headers django-filter django-environ flask-cors"
    " flask-sqlalchemy flask-migrate flask-login pygame pyinstaller humanize anyio trio gevent greenlet lark ply pyparsing jsonschema httptools uvloop aiofiles aiosqlite sqlmodel tortoise-orm peewee weasyprint yt-dlp yfinance unidecode rapidfuzz thefuzz pycountry phonenumbers".split()
)
CRATES = frozenset(
    "serde serde_json serde_yaml toml anyhow thiserror eyre color-eyre tokio tokio-util tokio-stream futures async-trait async-std rayon crossbeam parking_lot once_cell lazy_static regex log env_logger tracing tracing-subscriber clap structopt rand rand_distr uuid chrono time itertools"
    " bytes hex base64 sha2 md5 blake3 ring rustls reqwest hyper axum actix-web warp rocket tower tower-http tonic prost sqlx diesel sea-orm rusqlite redis mongodb tokio-postgres criterion proptest quickcheck mockall rstest insta tempfile walkdir glob ignore notify indicatif console"
    " dialoguer crossterm ratatui syn quote proc-macro2 darling strum strum_macros derive_more bitflags num num-traits ndarray nalgebra image csv flate2 zip tar memchr smallvec arrayvec indexmap hashbrown dashmap ahash fxhash url percent-encoding mime http askama tera handlebars"
    " wasm-bindgen web-sys js-sys bevy wgpu winit glam libc nix cfg-if either semver dotenvy config figment validator bincode postcard rmp-serde nom pest logos tui polars arrow parquet pyo3 napi assert_cmd predicates pretty_assertions scopeguard backtrace".split()
)
GO = re.compile(
    r"(?:golang\.org/x|google\.golang\.org/(?:grpc|protobuf|api|genproto)|k8s\.io/(?:api|apimachinery|client-go)|gopkg\.in/yaml\.v[23]|gorm\.io/(?:gorm|driver)|go\.uber\.org/(?:zap|fx|mock|multierr|atomic)|go\.opentelemetry\.io/otel"
    r"|github\.com/(?:stretchr/testify|spf13/(?:cobra|viper|pflag|afero)|gin-gonic/gin|gorilla/(?:mux|websocket|sessions|handlers)|labstack/echo|gofiber/fiber|go-chi/(?:chi|cors)|google/(?:uuid|go-cmp|wire)|pkg/errors|sirupsen/logrus|rs/(?:zerolog|cors)|jackc/pgx|lib/pq"
    r"|go-sql-driver/mysql|mattn/go-sqlite3|redis/go-redis|go-redis/redis|jmoiron/sqlx|golang/(?:mock|protobuf|snappy)|golang-jwt/jwt|golang-migrate/migrate|joho/godotenv|caarlos0/env|fatih/color|charmbracelet/(?:bubbletea|lipgloss|bubbles|log)|hashicorp/(?:go-multierror|golang-lru"
    r"|go-version|hcl)|aws/aws-sdk-go(?:-v2)?|prometheus/client_golang|onsi/(?:ginkgo|gomega)|urfave/cli|valyala/fasthttp|shopspring/decimal|segmentio/kafka-go|nats-io/nats\.go|sourcegraph/conc|samber/lo|davecgh/go-spew|BurntSushi/toml|go-playground/validator|swaggo/swag|99designs/gqlgen))"
    r"(?:/[\w.-]+)*(?:@(?:latest|v[\w.+-]+|none|patch|upgrade))?"
)
"""Modules of Go name their place themselves."""
RUBY = frozenset(
    "rails rack puma sinatra rspec rspec-rails minitest rubocop rubocop-rails rubocop-rspec pry pry-byebug byebug factory_bot factory_bot_rails faker capybara selenium-webdriver webmock vcr simplecov devise pundit cancancan sidekiq redis pg mysql2 sqlite3 nokogiri httparty faraday rest-client"
    " json jwt bcrypt dotenv dotenv-rails rake bundler kaminari pagy will_paginate ransack friendly_id paper_trail activeadmin administrate carrierwave shrine image_processing mini_magick slim haml jbuilder oj bootsnap webpacker importmap-rails turbo-rails stimulus-rails tailwindcss-rails"
    " shoulda-matchers database_cleaner timecop annotate bullet brakeman letter_opener jekyll thor tty-prompt colorize graphql grape hanami sequel activerecord activesupport rubocop-performance solargraph debug".split()
)
PHP = re.compile(
    r"(?:monolog/monolog|guzzlehttp/\w+|symfony/[\w-]+|laravel/[\w-]+|illuminate/[\w-]+|phpunit/[\w-]+|doctrine/[\w-]+|nesbot/carbon|league/[\w-]+|vlucas/phpdotenv|ramsey/uuid|fakerphp/faker|mockery/mockery|phpstan/phpstan|vimeo/psalm|squizlabs/php_codesniffer|friendsofphp/php-cs-fixer"
    r"|pestphp/pest|predis/predis|firebase/php-jwt|spatie/[\w-]+|livewire/livewire|inertiajs/inertia-laravel|twig/twig|psr/[\w-]+|slim/slim|barryvdh/[\w-]+|rector/rector)(?::[\w.^~*|<>= -]+)?"
)
DOTNET = re.compile(
    r"(?:Microsoft|System|Azure|Serilog)(?:\.[\w.]+)?|xunit(?:\.runner\.visualstudio)?|NUnit(?:3TestAdapter)?|Newtonsoft\.Json|Swashbuckle\.AspNetCore|Moq|AutoMapper|Dapper|MediatR|FluentValidation|FluentAssertions|Polly|Npgsql(?:\.\w+)*|StackExchange\.Redis|Bogus|NSubstitute|Shouldly|Humanizer|CsvHelper|BenchmarkDotNet|MassTransit|Hangfire|coverlet\.collector"
)
TOOLS = {
    "@biomejs/biome": "biome", "@angular/cli": "ng", "@nestjs/cli": "nest", "@tailwindcss/cli": "tailwindcss", "@changesets/cli": "changeset", "@playwright/test": "playwright", "@storybook/cli": "storybook", "@stoplight/spectral-cli": "spectral", "@redocly/cli": "redocly",
    "@graphql-codegen/cli": "graphql-codegen", "@commitlint/cli": "commitlint", "@mermaid-js/mermaid-cli": "mmdc", "@openapitools/openapi-generator-cli": "openapi-generator-cli", "@swc/cli": "swc", "@babel/cli": "babel", "@vercel/ncc": "ncc", "typescript": "tsc", "@arethetypeswrong/cli": "attw",
}  # fmt: skip
"""Packages whose program has another name."""
CREATES = frozenset(
    "create-next-app create-react-app create-vite create-vue create-svelte create-astro create-expo-app create-remix create-nuxt-app create-t3-app".split()
)
"""Programs that lay out a new project, each the one of its framework."""
RELEASE = re.compile(r"(@?[a-z0-9][a-z0-9._/-]*?)(?:@[\w.^~*-]+)?")


def tool_of(text: str) -> str:
    """Return the name of the program that a package of node brings, its version left out, where that is known."""
    found = RELEASE.fullmatch(text)
    return TOOLS.get(found[1], found[1]) if found is not None else text


WANTED = r"(?:\s*(?:[<>=!~^]=?|==|===)\s*[\w.*+!-]+(?:\s*,\s*[<>=!~^]{1,3}\s*[\w.*+!-]+)*)?"
NAME = {
    "node": re.compile(r"(@([a-z0-9-]+)/[a-z0-9._-]+|[a-z0-9][a-z0-9._-]*)(?:@[\w.^~*<>=| -]+)?"),
    "python": re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[\w, -]*\])?" + WANTED + r"(?:@[\w.]+)?"),
    "crates": re.compile(r"([a-z0-9][\w-]*)(?:@[\w.^~*=<>+-]+)?"),
    "ruby": re.compile(r"([a-z0-9][\w.-]*)"),
}
LISTS = {"node": NODE, "python": PYTHON, "crates": CRATES, "ruby": RUBY}
WHOLE = {"go": GO, "php": PHP, "dotnet": DOTNET}


def renowned(registry: str, text: str) -> bool:
    """Return whether a word names a package that everybody knows, in a version or any."""
    if registry in WHOLE:
        return WHOLE[registry].fullmatch(text) is not None
    found = NAME[registry].fullmatch(text)
    if found is None:
        return False
    if registry == "node" and found[2]:
        return found[2] in SCOPES
    name = found[1].lower().replace("_", "-") if registry == "python" else found[1]
    return name in LISTS[registry]
