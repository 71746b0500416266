# Masarat's dashboard. Build: docker build -t masarat .   Run: docker run -p 8501:8501 masarat
# Own store, read-only: docker run --read-only --tmpfs /tmp -p 8501:8501 -v "$PWD/my.duckdb:/store.duckdb:ro" -e MASARAT_STORE=/store.duckdb masarat
FROM python:3.11-slim-bookworm AS packages
# camel-kenlm has no wheel for every platform, so the builder has a compiler; the final image has none.
RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
WORKDIR /build
COPY requirements.lock requirements-torch.lock ./
# The CPU wheel of torch is looked for where PyTorch publishes it, so no CUDA comes along.
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps --find-links https://download.pytorch.org/whl/cpu/torch/ \
    -r requirements-torch.lock

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin masarat
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY core/ core/
COPY dashboard/ dashboard/
COPY data/ data/
COPY LICENSE NOTICE ./
# The page on the method shows these figures.
COPY tests/eval_baseline.json tests/eval_baseline.json
COPY .streamlit/config.toml .streamlit/config.toml
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_BROWSER_GATHER_USAGE_STATS=false
# The sample store is built into the image, so that nothing needs to be written when it runs.
RUN python -m core build data/sample --store .masarat/sample.duckdb && chown -R root:root /app && chmod -R a+rX,go-w /app
USER 10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u, sys; sys.exit(u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4).status != 200)"]
CMD ["streamlit", "run", "dashboard/app.py", "--server.address=0.0.0.0", "--server.port=8501"]
