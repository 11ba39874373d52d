"""js/host.js: the model of anywidget's contract that a page without a kernel gives its widgets."""

from __future__ import annotations

MODEL = """
const { makeModel } = await load("host.js");
const held = { a: 1 };
const model = makeModel(held);
const calls = [];
const on = (name) => () => calls.push(name);
const [one, two, any] = [on("one"), on("two"), on("any")];
model.on("change:a", one);
model.on("change:a", one);
model.on("change:a", two);
model.on("change", any);
const listening = [model.listening()];
model.set("a", 2);
model.set("a", 2); // nothing changes: no listener is called
model.set("b", 3);
model.off("change:a", one);
listening.push(model.listening());
model.set("a", 4);
model.off("change:a");
listening.push(model.listening());
model.set("a", 5);
model.off("change", any);
model.off("never", any);
listening.push(model.listening());
model.set("a", 6);
model.on("change:a", one);
model.on("change:b", two);
model.off();
listening.push(model.listening());
model.set("a", 7);
model.save_changes();
model.send({});
return { calls, listening, held, got: [model.get("a"), model.get("b"), model.get("c") ?? null] };
"""

FILES = """
const { makeModel } = await load("host.js");
const answers = [];
const fetchFile = async (path) => {
  if (path === "no") throw new Error("not there");
  return new Uint8Array([1, 2]).buffer;
};
const model = makeModel({}, fetchFile);
const receive = (content, buffers) => answers.push([content, buffers.map((view) => view.byteLength)]);
model.on("msg:custom", receive);
for (const path of ["yes", "no"]) await model.send({ softlook: "file", path });
await model.send({ softlook: "other", path: "yes" });
await model.send({ softlook: "file" });
model.off("msg:custom", receive);
await model.send({ softlook: "file", path: "yes" });
await makeModel({}).send({ softlook: "file", path: "yes" });
return answers;
"""


def test_the_model_calls_its_listeners(js):
    page = js.run(MODEL)
    assert page["calls"] == ["one", "two", "any", "any", "two", "any", "any"]
    assert page["listening"] == [3, 2, 1, 0, 0]
    assert page["held"] == {"a": 7, "b": 3}
    assert page["got"] == [7, 3, None]


def test_it_answers_for_a_file_as_a_kernel_would(js):
    assert js.run(FILES) == [
        [{"softlook": "file", "path": "yes"}, [2]],
        [{"softlook": "file", "path": "no", "error": "not there"}, []],
    ]
