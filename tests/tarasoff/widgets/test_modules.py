"""One ES module out of many: what goes in, what comes out, and what is refused."""

import re

import pytest

from tarasoff.widgets.modules import ModuleError, inlined

RENDER = "function render() {}\n\nexport default { render };\n"


@pytest.fixture
def static(tmp_path):
    """A folder of modules, from a name and a text each."""

    def static(**modules):
        for name, text in modules.items():
            folder = tmp_path / ("views" if name == "view" else "shared")
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.js").write_text(text, encoding="utf-8")
        return tmp_path

    return static


def imports(*names, of="b"):
    return f'import {{ {", ".join(names)} }} from "../shared/{of}.js";\n\n'


def test_what_is_needed_comes_first_and_once(static):
    folder = static(
        view=imports("two", of="two") + imports("one", of="one") + RENDER,
        two='import { one } from "./one.js";\n\nexport const two = one + 1;\n',
        one="export const one = 1;\n",
    )
    assert inlined(folder, "views/view.js") == (
        "const one = 1;\n\nconst two = one + 1;\n\nfunction render() {}\n\nexport default { render };\n"
    )


def test_an_import_over_several_lines_and_each_kind_of_export(static):
    folder = static(
        view='import {\n  A,\n  b,\n  c,\n  d,\n  e,\n} from "../shared/b.js";\n' + RENDER,
        b="".join(
            f"export {one}\n"
            for one in ("class A {}", "const b = 1;", "let c = 2;", "function d() {}", "async function e() {}")
        ),
    )
    text = inlined(folder, "views/view.js")
    assert re.findall(r"^(?:import|export).*", text, re.MULTILINE) == ["export default { render };"]
    assert text.startswith("class A {}\nconst b = 1;\nlet c = 2;\nfunction d() {}\nasync function e() {}\n")


def test_what_is_for_readers_is_not_sent(static):
    folder = static(
        view="/**\n * @typedef {object} A\n */\n\n/** @param {A} a */\nfunction f(a) {\n"
        '  /** @type {A} */ (a).b();\n  return "/**";\n}\n// Why.\n' + RENDER
    )
    text = inlined(folder, "views/view.js")
    assert "typedef" not in text
    assert "@param" not in text
    for stays in ("/** @type {A} */ (a).b();", 'return "/**";', "// Why."):
        assert stays in text


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        ({"view": imports("b") + RENDER}, r"views/view\.js imports shared/b\.js, which is not there\. Mend the name"),
        ({"view": 'import { b } from "../../b.js";\n' + RENDER}, "is not there"),
        ({"view": 'import { b } from "lodash";\n' + RENDER}, r'says \'import \{ b \} from "lodash";\', which cannot'),
        ({"view": 'import "../shared/b.js";\n' + RENDER, "b": ""}, "cannot be put into one text"),
        ({"view": 'import * as b from "../shared/b.js";\n' + RENDER, "b": ""}, "cannot be put into one text"),
        ({"view": imports("b as c") + RENDER, "b": "export const b = 1;\n"}, "Import it by the name that it has"),
        ({"view": imports("b") + RENDER, "b": "const b = 1;\n"}, r"imports b, which shared/b\.js does not export"),
        ({"view": imports("b") + RENDER, "b": "const b = 1;\nexport { b };\n"}, "says 'export { b };', which cannot"),
        ({"view": imports("b") + RENDER, "b": 'export * from "./c.js";\n'}, "cannot be put into one text"),
        ({"view": imports("b") + RENDER, "b": "export default 1;\n"}, "cannot be put into one text"),
        (
            {"view": imports("b") + RENDER, "b": "export const b = 1;\n" + RENDER},
            "is a view, and views/view.js imports",
        ),
        ({"view": imports("b") + RENDER, "b": "export const { b } = {};\n"}, "takes something apart at its top"),
        (
            {"view": imports("b") + "const same = 1;\n" + RENDER, "b": "const same = 2;\nexport const b = same;\n"},
            r"shared/b\.js and views/view\.js both name something 'same'\. Rename",
        ),
        (
            {
                "view": imports("b") + RENDER,
                "b": 'import { c } from "./c.js";\nexport const b = 1;\n',
                "c": 'import { b } from "./b.js";\nexport const c = 1;\n',
            },
            "These import each other: shared/b.js → shared/c.js → shared/b.js",
        ),
        ({"view": "function render() {}\n"}, r"views/view\.js shows nothing\. Let it end with: export default"),
    ],
)
def test_what_cannot_be_put_into_one_text_is_refused(static, modules, says):
    with pytest.raises(ModuleError, match=says):
        inlined(static(**modules), "views/view.js")


def test_every_module_is_used_and_every_view_shown(root):
    widgets = root / "lib" / "tarasoff" / "widgets"
    static = widgets / "static"
    shown = {
        f"{one}.js" for file in widgets.rglob("*.py") for one in re.findall(r'script\("([\w/]+)"\)', file.read_text())
    }
    assert shown == {file.relative_to(static / "views").as_posix() for file in (static / "views").rglob("*.js")}
    code = "".join(inlined(static, f"views/{view}") for view in sorted(shown))
    for file in static.rglob("*.js"):
        first = re.search(r"^export (?:const|let|class|function) (\w+)", file.read_text("utf-8"), re.MULTILINE)
        assert not first or re.search(rf"^(?:const|let|class|function) {first[1]}\b", code, re.MULTILINE), file
