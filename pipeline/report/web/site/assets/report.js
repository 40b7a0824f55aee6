// The way from an address to a page: #/ , #/findings?…, #/finding/<id>, #/department/<id>/<year>.
"use strict";
(function (gouji) {
  const PAGES = [
    [/^\/?$/, () => gouji.showOverview()],
    [/^\/findings$/, (_, query) => gouji.showFindings(query)],
    [/^\/finding\/([^/]+)$/, ([id]) => gouji.showFinding(id)],
    [/^\/department\/([^/]+)\/(\d+)$/, ([id, year]) => gouji.showDepartment(id, year)],
  ];
  const LINKS = { "data_docs/index.html": "quality_gate", "findings.xlsx": "workbook" };

  let opened = 0;

  gouji.open = async function () {
    const mine = ++opened;
    const [path, search] = location.hash.replace(/^#/, "").split("?");
    const main = document.getElementById("page");
    let content;
    try {
      await frame();
      content = await pageOf(path, new URLSearchParams(search || ""));
    } catch (error) {
      content = [gouji.element("h1", {}, gouji.say("not_found")), gouji.element("p", { class: "failure" }, gouji.printed(error.message))];
    }
    if (mine !== opened) return;
    main.replaceChildren(...content.filter(Boolean));
    main.dataset.shown = location.hash.split("?")[0] || "#/";
    window.scrollTo(0, 0);
  };

  function pageOf(path, query) {
    for (const [pattern, show] of PAGES) {
      const match = pattern.exec(path);
      if (match) return show(match.slice(1).map(decodeURIComponent), query);
    }
    return [gouji.element("h1", {}, gouji.say("not_found"))];
  }

  async function frame() {
    const { element, say } = gouji;
    const release = await gouji.load("release");
    document.documentElement.lang = gouji.language() === "zh" ? "zh-CN" : "en";
    document.title = gouji.language() === "zh" ? "勾稽 Gouji" : "Gouji 勾稽";
    document.getElementById("head").replaceChildren(element("div", {},
      element("a", { href: "#/", class: "brand" }, "勾稽 Gouji"),
      element("nav", {},
        element("a", { href: "#/" }, say("overview")), element("a", { href: "#/findings" }, say("findings")),
        (release.beside || []).filter((name) => LINKS[name]).map((name) => element("a", { href: "../" + name }, say(LINKS[name]))),
        element("button", { type: "button", id: "language", onclick: () => { gouji.switchLanguage(); gouji.open(); } }, say("language")))));
    document.getElementById("foot").replaceChildren(element("p", {}, say("release"), " ", element("code", {}, release.release_id), " · ", release.built_at), element("p", {}, say("foot")));
  }

  window.addEventListener("hashchange", gouji.open);
  gouji.open();
})(window.gouji);
