"""Docker's health check of the backend: asks the application's own health page."""
import sys
import urllib.request

try:
    with urllib.request.urlopen("http://127.0.0.1:8000/health/", timeout=4) as answer:
        sys.exit(0 if answer.status == 200 else 1)
except Exception as error:
    print(error)
    sys.exit(1)
