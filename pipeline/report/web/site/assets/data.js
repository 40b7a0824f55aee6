// Data files are scripts that hand their content over: a page from the disk may load nothing else.
"use strict";
(function (gouji) {
  const contents = new Map();
  const loading = new Map();

  /** Called by each data file. */
  gouji.take = (name, content) => contents.set(name, content);

  /** The content of a data file, loaded once. */
  gouji.load = function (name) {
    if (contents.has(name)) return Promise.resolve(contents.get(name));
    if (!loading.has(name)) {
      loading.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `data/${name}.js`;
        script.onload = () => (contents.has(name) ? resolve(contents.get(name)) : script.onerror());
        script.onerror = () => {
          loading.delete(name);
          reject(new Error(gouji.say("load_failed") + `data/${name}.js`));
        };
        document.head.append(script);
      }));
    }
    return loading.get(name);
  };

  /** Rows of a table that is stored column by column. */
  gouji.rows = function (columns) {
    const names = Object.keys(columns || {});
    if (!names.length) return [];
    return columns[names[0]].map((_, n) => Object.fromEntries(names.map((name) => [name, columns[name][n]])));
  };

  /** The name of a department by its id. */
  gouji.departmentName = async function (departmentId) {
    const overview = await gouji.load("overview");
    const known = (overview.departments || []).find((department) => department.department_id === departmentId);
    return known ? known.name : departmentId;
  };

  gouji.departmentLink = (departmentId, year, ...text) =>
    gouji.element("a", { href: `#/department/${encodeURIComponent(departmentId)}/${year}` }, text);
})(window.gouji);
