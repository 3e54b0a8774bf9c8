"""How to send a picture from curl, Python and JavaScript, as the OpenAPI document shows it.

docs/using.md shows the same; the tests run those in Python and compare.
"""

from __future__ import annotations

URL = "http://127.0.0.1:8000/api/predictions"

CURL = {
    "A file in a form": f"curl -F image=@digit.png {URL}",
    "A file as the body": f"curl -H 'Content-Type:' --data-binary @digit.png {URL}",
    "A file in JSON": f"""\
echo "{{\\"image\\": \\"$(base64 < digit.png | tr -d '\\n')\\"}}" |
  curl --json @- {URL}""",
    "Pixels in JSON": f"""\
echo "{{\\"pixels\\": $(cat pixels.json)}}" |
  curl --json @- {URL}""",
}

PYTHON = {
    "A file in a form": f"""\
import requests

with open("digit.png", "rb") as file:
    answer = requests.post("{URL}", files={{"image": file}}).json()
print(answer["text"])""",
    "A file as the body": f"""\
import requests

with open("digit.png", "rb") as file:
    answer = requests.post("{URL}", data=file.read()).json()
print(answer["text"])""",
    "A file in JSON": f"""\
import base64, requests

with open("digit.png", "rb") as file:
    image = base64.b64encode(file.read()).decode()
answer = requests.post("{URL}", json={{"image": image}}).json()
print(answer["text"])""",
    "Pixels in JSON": f"""\
import numpy, requests

pixels = numpy.load("digit.npy")  # (28, 28)
answer = requests.post(
    "{URL}", json={{"pixels": pixels.tolist()}}
).json()
print(answer["text"])""",
}

JAVASCRIPT = {
    "A file in a form": f"""\
const form = new FormData();
form.append("image", file);
const response = await fetch("{URL}", {{ method: "POST", body: form }});
console.log((await response.json()).text);""",
    "A file as the body": f"""\
const response = await fetch("{URL}", {{ method: "POST", body: file }});
console.log((await response.json()).text);""",
    "A file in JSON": f"""\
const response = await fetch("{URL}", {{
  method: "POST",
  headers: {{ "Content-Type": "application/json" }},
  body: JSON.stringify({{ image: canvas.toDataURL("image/png") }}),
}});
console.log((await response.json()).text);""",
    "Pixels in JSON": f"""\
const response = await fetch("{URL}", {{
  method: "POST",
  headers: {{ "Content-Type": "application/json" }},
  body: JSON.stringify({{ pixels }}),
}});
console.log((await response.json()).text);""",
}

CODE_SAMPLES = [
    {"lang": language, "label": label, "source": source}
    for language, samples in (("Shell", CURL), ("Python", PYTHON), ("JavaScript", JAVASCRIPT))
    for label, source in samples.items()
]
"""In the form of the extension ``x-codeSamples``, which documentation pages show."""
