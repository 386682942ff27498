// The lab in an exported page: no kernel, so that what it would tell Python goes nowhere.

function showPage(root, data) {
  const state = { ...data };
  const nothing = () => {};
  const model = {
    get: (name) => state[name],
    set(name, value) { state[name] = value; },
    save_changes: nothing, on: nothing, off: nothing, send: nothing,
  };
  render({ model, el: root });
}
