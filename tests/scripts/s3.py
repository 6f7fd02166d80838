"""Serves S3 with an empty bucket: s3.py BUCKET [--closed]. Writes its URL; closed, it knows nobody's keys.

It ends when its standard input does.
"""

import logging
import os
import sys

bucket, *options = sys.argv[1:]
# So many requests are answered without a look at their keys, unless the server is told otherwise below.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "1000000"
logging.getLogger("werkzeug").disabled = True
# The server announces itself on standard output.
answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import boto3  # noqa: E402
import requests  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"
keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
boto3.client("s3", endpoint_url=url, region_name="us-east-1", **keys).create_bucket(Bucket=bucket)
if "--closed" in options:
    requests.post(f"{url}/moto-api/reset-auth", data="0", timeout=60).raise_for_status()
print(url, file=answer, flush=True)
sys.stdin.read()
os._exit(0)
