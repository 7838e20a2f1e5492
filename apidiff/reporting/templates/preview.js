// Of a preview alone, never of a published page: load the page again once another version of the site is served.
(() => {
  "use strict";
  let asking = false;
  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch("ADDRESS", { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== "VERSION") location.reload();
    } catch {
      // Nobody serves it at the moment.
    }
    asking = false;
  };
  setInterval(ask, 1000);
  document.addEventListener("visibilitychange", ask);
})();
