"""`python:MODULE:NAME`: applications of each framework, and every way in which asking one goes wrong."""

import json
import os
import signal
import sys
import textwrap
import time

import pytest

from apidiff.errors import InputError
from apidiff.reading import read
from apidiff.reading.app_source import asked, interpreter
from apidiff.reading.outside import Application, Outside

MINIMAL = '{"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}'


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write a module into the current folder: `write("shop", text)`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)

    def write(name, text):
        path = tmp_path.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))

    return write


def described(source, **how):
    how.setdefault("python", sys.executable)
    return read(source, outside=Outside(Application(**how)))


def error(source, **how):
    with pytest.raises(InputError) as raised:
        described(source, **how)
    return raised.value


def test_fastapi(module):
    module(
        "shop.main",
        """
        from fastapi import FastAPI
        from pydantic import BaseModel

        print("this is no part of the description")
        app = FastAPI(title="Shop", version="7")

        class Item(BaseModel):
            name: str
            price: float | None = None

        @app.post("/v1/items")
        def add(item: Item) -> Item:
            return item
        """,
    )
    document = described("python:shop.main:app").document
    assert document["info"] == {"title": "Shop", "version": "7"}
    assert "Item" in document["components"]["schemas"]
    assert list(document["paths"]) == ["/v1/items"]


def test_starlette(module):
    module(
        "shop",
        '''
        from starlette.applications import Starlette
        from starlette.responses import JSONResponse
        from starlette.routing import Route
        from starlette.schemas import SchemaGenerator

        schemas = SchemaGenerator({"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}})

        def items(request):
            """
            responses:
              200:
                description: The items.
            """
            return JSONResponse([])

        app = Starlette(routes=[Route("/v1/items", endpoint=items, methods=["GET"])])
        ''',
    )
    paths = described("python:shop:app").document["paths"]
    assert paths == {"/v1/items": {"get": {"responses": {"200": {"description": "The items."}}}}}


def test_django_with_drf_spectacular(module):
    module(
        "site_settings",
        """
        SECRET_KEY = "of the test"
        ROOT_URLCONF = "site_urls"
        INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "drf_spectacular"]
        REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
        SPECTACULAR_SETTINGS = {"TITLE": "Shop", "VERSION": "3"}
        USE_TZ = True
        """,
    )
    module(
        "site_urls",
        """
        from django.urls import path
        from rest_framework import serializers
        from rest_framework.generics import ListAPIView

        class Item(serializers.Serializer):
            name = serializers.CharField(max_length=40)

        class Items(ListAPIView):
            serializer_class = Item
            queryset = ()

        urlpatterns = [path("v1/items", Items.as_view())]
        """,
    )
    module(
        "site_asgi",
        """
        import os
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
        from django.core.asgi import get_asgi_application
        application = get_asgi_application()
        """,
    )
    document = described("python:site_asgi:application").document
    assert document["info"]["title"] == "Shop"
    assert document["components"]["schemas"]["Item"]["properties"]["name"] == {"type": "string", "maxLength": 40}


def test_django_ninja(module):
    module(
        "ninja_site",
        """
        from django.conf import settings
        settings.configure(SECRET_KEY="of the test", ROOT_URLCONF="ninja_site", USE_TZ=True)
        import django
        django.setup()
        from django.urls import path
        from django.utils.translation import gettext_lazy
        from ninja import NinjaAPI, Schema

        api = NinjaAPI(title="Shop", version="3")

        class Item(Schema):
            name: str

        @api.get("/v1/items", response=list[Item], description=gettext_lazy("All of them."))
        def items(request):
            return []

        urlpatterns = [path("", api.urls)]
        """,
    )
    document = described("python:ninja_site:api").document
    assert document["info"]["title"] == "Shop"
    assert document["paths"]["/v1/items"]["get"]["description"] == "All of them."
    assert document["components"]["schemas"]["Item"]["required"] == ["name"]


def test_litestar(module):
    module(
        "shop",
        """
        from dataclasses import dataclass
        from litestar import Litestar, get

        @dataclass
        class Item:
            name: str

        @get("/v1/items")
        async def items() -> list[Item]:
            return []

        class Shop(Litestar):
            pass

        app = Shop([items])
        """,
    )
    document = described("python:shop:app").document
    assert list(document["paths"]["/v1/items"]) == ["get"]
    assert document["components"]["schemas"]["Item"]["required"] == ["name"]


def test_flask_smorest(module):
    module(
        "shop",
        """
        from flask import Flask
        from flask_smorest import Api, Blueprint
        from marshmallow import Schema, fields

        app = Flask("shop")
        app.config.update(API_TITLE="Shop", API_VERSION="7", OPENAPI_VERSION="3.0.3")
        api = Api(app)
        blueprint = Blueprint("items", "items", url_prefix="/v1/items")

        class Item(Schema):
            name = fields.String(required=True)

        @blueprint.route("/")
        @blueprint.response(200, Item(many=True))
        def items():
            return []

        api.register_blueprint(blueprint)
        """,
    )
    document = described("python:shop:api").document
    assert (document["info"]["title"], list(document["paths"])) == ("Shop", ["/v1/items/"])
    assert document["components"]["schemas"]["Item"]["required"] == ["name"]


def test_apiflask(module):
    """Skipped where it is not installed: it asks for an extra, which pip takes from no lock file with hashes."""
    pytest.importorskip("apiflask")
    module(
        "shop",
        """
        from apiflask import APIFlask, Schema
        from apiflask.fields import String

        class Shop(APIFlask):
            pass

        app = Shop("shop", title="Shop", version="7")
        app.config["SPEC_FORMAT"] = "yaml"

        class Item(Schema):
            name = String(required=True)

        @app.get("/v1/items")
        @app.output(Item(many=True))
        def items():
            return []
        """,
    )
    document = described("python:shop:app").document
    assert (document["info"]["title"], list(document["paths"])) == ("Shop", ["/v1/items"])
    assert document["components"]["schemas"]["Item"]["required"] == ["name"]


def test_flask_openapi3(module):
    module(
        "shop",
        """
        from flask_openapi3 import Info, OpenAPI
        from pydantic import BaseModel

        app = OpenAPI("shop", info=Info(title="Shop", version="7"))

        class Item(BaseModel):
            name: str

        @app.get("/v1/items", responses={200: Item})
        def items():
            return []
        """,
    )
    document = described("python:shop:app").document
    assert (document["info"]["title"], list(document["paths"])) == ("Shop", ["/v1/items"])
    assert document["components"]["schemas"]["Item"]["required"] == ["name"]


def test_a_dict_and_what_stands_within_another(module):
    module("shop", f"description = {MINIMAL}\nclass Holder:\n    inner = description\n")
    assert described("python:shop:description").document["info"]["title"] == "Shop"
    assert described("python:shop:Holder.inner").document["info"]["title"] == "Shop"


def test_its_places_name_the_application_and_no_line(module):
    module("shop", f'description = {MINIMAL}\ndescription["paths"] = {{"/v1": {{"$ref": "#/none"}}}}')
    found = error("python:shop:description").place
    assert (found.file, found.pointer, found.line) == ("python:shop:description", "/paths/~1v1/$ref", None)


@pytest.mark.parametrize(
    "source", ["python:", "python:shop", "python:shop:", "python:a b:c", "python:-c:x", "python:a:b;c"]
)
@pytest.mark.usefixtures("module")
def test_what_names_no_application(source):
    assert "names no application" in error(source).message


@pytest.mark.usefixtures("module")
def test_a_module_that_is_not_there():
    found = error("python:shop.main:app")
    assert "finds no module `shop.main`" in found.message
    assert "PYTHONPATH" in found.hint


def test_a_module_that_needs_one_that_is_not_there(module):
    module("shop", "import no_such_package\n")
    found = error("python:shop:app")
    assert "cannot be imported: ModuleNotFoundError" in found.message
    assert (found.place.file, found.place.line) == ("shop.py", 1)


def test_the_place_of_a_fault_is_in_the_project(module):
    module("shop", "import json\n\ndef load():\n    return json.loads('{')\n\napp = load()\n")
    found = error("python:shop:app")
    assert "JSONDecodeError" in found.message
    assert (found.place.file, found.place.line) == ("shop.py", 4)


def test_a_syntax_error(module):
    module("shop", "x = 1\ndef f(:\n")
    found = error("python:shop:app")
    assert (found.place.file, found.place.line) == ("shop.py", 2)


def test_a_name_that_is_not_there_suggests_a_near_one(module):
    module("shop", f"application = {MINIMAL}\n")
    assert "`application`" in error("python:shop:aplication").hint


def test_what_is_no_application(module):
    module("shop", "app = 3\n")
    assert "is a `builtins.int`" in error("python:shop:app").message


def test_a_description_that_cannot_be_made(module):
    module("shop", "class App:\n    def openapi(self):\n        raise RuntimeError('no routes')\napp = App()\n")
    found = error("python:shop:app")
    assert "cannot describe itself: RuntimeError: no routes" in found.message
    assert found.place.line == 3


def test_a_description_that_is_no_json(module):
    module("shop", "app = {'openapi': '3.1.0', 'x': {1, 2}}\n")
    assert "is not JSON" in error("python:shop:app").message


@pytest.mark.parametrize("statement", ["import os; os._exit(3)", "import os; os.abort()"])
def test_an_interpreter_that_ends(module, statement):
    module("shop", f"import sys\nsys.stderr.write('the last words')\nsys.stderr.flush()\n{statement}\n")
    message = error("python:shop:app").message
    assert "the last words" in message
    assert "exit code 3" in message or "signal SIGABRT" in message


def test_exit_while_it_is_imported(module):
    module("shop", "raise SystemExit('no database')\n")
    assert "SystemExit: no database" in error("python:shop:app").message


def test_what_takes_too_long_is_ended_with_all_that_it_started(module, tmp_path):
    module(
        "shop",
        """
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        open("child", "w").write(str(child.pid))
        time.sleep(60)
        """,
    )
    assert "within 3 seconds" in error("python:shop:app", seconds=3).message
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _runs(child):
            return
        time.sleep(0.05)
    pytest.fail("what the application started still runs")


@pytest.mark.skipif(not hasattr(os, "setsid"), reason="Windows has no sessions")
def test_what_left_the_group_is_not_waited_for(module, tmp_path):
    """A daemon keeps the pipes open for as long as it runs."""
    module(
        "shop",
        """
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        open("child", "w").write(str(child.pid))
        app = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}
        """,
    )
    assert described("python:shop:app").document["info"]["title"] == "Shop"
    child = int((tmp_path / "child").read_text())
    still = _runs(child)
    os.kill(child, signal.SIGKILL)
    assert still


def test_threads_that_go_on_are_not_waited_for(module):
    module(
        "shop",
        """
        import threading, time
        threading.Thread(target=time.sleep, args=(60,)).start()
        app = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}
        """,
    )
    assert described("python:shop:app", seconds=20).document["info"]["title"] == "Shop"


def _runs(process):
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_django_project_without_a_path_that_is_described(module):
    """What Django Ninja serves is none, and an empty description would let everything pass."""
    module("site_settings", 'SECRET_KEY = "of the test"\nROOT_URLCONF = "site_urls"\nINSTALLED_APPS = []\n')
    module("site_urls", "urlpatterns = []\n")
    module(
        "site_asgi",
        """
        import os
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
        from django.core.asgi import get_asgi_application
        application = get_asgi_application()
        """,
    )
    told = error("python:site_asgi:application")
    assert told.message == "`application` in `site_asgi` serves no path that drf-spectacular describes"
    assert told.hint == "Name an API of Django Ninja itself, such as `python:shop.urls:api`."


def test_what_is_too_large(module):
    module("shop", "app = {'openapi': '3.1.0', 'x': 'a' * 5000}\n")
    with pytest.raises(InputError, match=r"larger than 1,000 bytes"):
        asked("python:shop:app", Application(sys.executable), 1000)


def test_what_is_printed_without_end_keeps_nothing(module):
    module("shop", f"import sys\nfor _ in range(200):\n    print('x' * 100000)\napp = {MINIMAL}\n")
    assert json.loads(asked("python:shop:app", Application(sys.executable), 1000))["openapi"] == "3.1.0"


def test_secrets_are_withheld(module, monkeypatch):
    for name in (
        "GITHUB_TOKEN",
        "SYSTEM_ACCESSTOKEN",
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "SECRET_KEY",
        "DB_PASSWORD",
        "PLAIN",
    ):
        monkeypatch.setenv(name, "seen")
    module(
        "shop",
        f"""
        import os
        app = {MINIMAL}
        app["x-seen"] = sorted(name for name in os.environ if os.environ[name] == "seen")
        """,
    )
    assert described("python:shop:app").document["x-seen"] == ["PLAIN"]
    given = ("SECRET_KEY", "GITHUB_TOKEN")
    assert described("python:shop:app", environment=given).document["x-seen"] == ["PLAIN", "SECRET_KEY"]


def test_the_error_says_what_was_withheld(module, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "seen")
    module("shop", "import os\nos.environ['SECRET_KEY']\n")
    found = error("python:shop:app")
    assert "KeyError: 'SECRET_KEY'" in found.message
    assert "`SECRET_KEY`" in found.hint
    assert "seen" not in found.message + found.hint


@pytest.mark.parametrize("given", [(), ("GITHUB_TOKEN",)])
def test_a_token_is_said_never_to_be_let_through(module, monkeypatch, given):
    monkeypatch.setenv("GITHUB_TOKEN", "seen")
    module("shop", "import os\nos.environ['GITHUB_TOKEN']\n")
    hint = error("python:shop:app", environment=given).hint
    assert "never gets a token" in hint
    assert "`GITHUB_TOKEN`" in hint
    assert "write the description to a file" in hint
    # What would not help is not proposed.
    assert "let through" not in hint


def test_a_token_and_a_secret_are_told_apart(module, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "seen")
    monkeypatch.setenv("SECRET_KEY", "seen")
    module("shop", "raise ValueError\n")
    hint = error("python:shop:app").hint
    assert "did not get `SECRET_KEY`, whose names" in hint
    assert "here `GITHUB_TOKEN`." in hint


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ("float('nan')", "/paths/~1a/x-n"),
        ("float('-inf')", "/paths/~1a/x-n"),
        ("[1, {2}]", "/paths/~1a/x-n/1"),
        ("{(1, 2): 3}", "/paths/~1a/x-n/(1, 2)"),
        ("'\\ud800'", "/paths/~1a/x-n"),
    ],
)
def test_a_value_that_json_does_not_have_is_told_with_its_place(module, value, pointer):
    module("shop", f"app = {MINIMAL}\napp['paths'] = {{'/a': {{'x-n': {value}}}}}\n")
    assert str(error("python:shop:app").place) == f"python:shop:app at {pointer}"


def test_the_interpreter_of_the_active_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    assert interpreter(Application()) == sys.executable
    inside = tmp_path.joinpath(*(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
    inside.parent.mkdir()
    inside.touch()
    assert interpreter(Application()) == str(inside)
    assert interpreter(Application("/opt/python")) == "/opt/python"


@pytest.mark.usefixtures("module")
def test_an_interpreter_that_is_not_there():
    found = error("python:shop:app", python="/no/such/python")
    assert "cannot be run" in found.message
    assert "`[application]`" in found.hint


def test_a_library_runs_nothing(module):
    module("shop", f"app = {MINIMAL}\nopen('ran', 'w')\n")
    with pytest.raises(InputError, match="the Python interface runs none"):
        read("python:shop:app")
    assert not os.path.exists("ran")


def test_a_dotted_name_is_told_of_what_lacks_it(module):
    module("shop", "class Spec:\n    title = 'x'\nspec = Spec()\n")
    told = error("python:shop:spec.titel")
    assert told.message == "`spec` in `shop` has no `titel`"
    assert told.hint.startswith("Did you mean `title`?")
    assert error("python:shop:spek").message == "the module `shop` has no `spek`"


def test_an_application_that_changes_the_folder_finds_its_modules(module):
    module("parts", f"app = {MINIMAL}\n")
    module("shop", "import os\nos.chdir('/')\nfrom parts import app\n")
    assert described("python:shop:app").document["info"]["title"] == "Shop"
    module("bad", "import os\nos.chdir('/')\nimport parts, json\njson.loads('{')\n")
    found = error("python:bad:app")
    assert (found.place.file, found.place.line) == ("bad.py", 4)


def test_an_application_that_replaces_what_writes_json(module):
    module("shop", f"import json, os\njson.dumps = lambda *a, **k: '{{'\nos._exit = print\napp = {MINIMAL}\n")
    assert described("python:shop:app").document["info"]["title"] == "Shop"


def answering(written):
    """An application that writes an answer of its own where the description goes, whatever number that has."""
    return f"""\
import os
for each in range(3, 9):
    try:
        os.write(each, {written.encode()!r})
    except OSError:
        pass
os._exit(0)
"""


@pytest.mark.parametrize("written", ["E", "E{", "E[]", 'E{"kind": 1}', 'E{"kind": "no-name"}', "E" + "[" * 5000, "X"])
def test_an_answer_that_is_none_is_told_as_one(module, written):
    module("shop", answering(written))
    assert "wrote no description" in error("python:shop:app").message


@pytest.mark.parametrize(
    "more", ["", ', "names": 3', ', "file": 3, "line": "x"', ', "file": "a.py", "names": [1], "of": {}']
)
@pytest.mark.parametrize("kind", ["no-name", "no-json", "import", "other"])
def test_a_fault_of_another_form_is_an_error(module, kind, more):
    written = f'E{{"kind": "{kind}", "error": "x"{more}}}'
    module("shop", answering(written))
    assert error("python:shop:app").hint
