# Inknet as a container; docs/hosting.md says how to build, run and update it.
# tests/hosting/test_dockerfile.py carries these steps out without a container engine.

FROM python:3.13.15-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements.lock ./
# Installing a wheel runs none of its code. One package is published as source alone.
RUN /opt/venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: --no-binary idx2numpy -r requirements.lock
COPY mnist_data ./mnist_data
COPY static ./static
COPY templates ./templates
COPY nnet ./nnet
COPY webapp ./webapp
COPY LICENSE ./
# Whoever runs the program may not write beside it, so its bytecode is made here.
RUN python -m compileall -q nnet webapp

FROM python:3.13.15-slim-trixie
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# A new volume takes over who owns this folder. Hugging Face runs every container as user 1000.
RUN mkdir instance && chown 1000:1000 instance
ENV PATH=/opt/venv/bin:$PATH HOST=0.0.0.0 PORT=8000 LOG_FORMAT=json
# All that is written outside of the instance folder goes to /tmp, so that the rest can be read-only.
ENV HOME=/tmp MPLCONFIGDIR=/tmp/matplotlib PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 1000:1000
VOLUME /app/instance
EXPOSE 8000
STOPSIGNAL SIGTERM
# Asks under a host name that the server answers to.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import http.client, os; asked = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); asked.request('GET', '/healthz', headers={'Host': (os.environ.get('TRUSTED_HOSTS') or 'localhost').split(',')[0].strip(' .')}); raise SystemExit(asked.getresponse().status != 200)"]
CMD ["python", "-m", "webapp"]
