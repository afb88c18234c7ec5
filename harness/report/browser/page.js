/**
 * The report's script: reads values off the charts by pointer, touch and keyboard, searches the listed orders, switches
 * theme and type size. The report can be read without it. Everything it writes, it writes as text.
 */
(() => {
  const block = document.getElementById('timeline-data');
  if (block !== null) startCursor(JSON.parse(block.textContent));
  startSearch();
  startStoryLinks();
  startSwitches();

  /** One cursor in time for all charts. */
  function startCursor(data) {
    const plots = [...document.querySelectorAll('.plot')].map((element) => ({
      element,
      chart: data.charts[element.dataset.chart],
      line: element.querySelector('.cursor'),
      outputs: [...element.closest('figure').querySelectorAll('output[data-line]')],
    }));
    const time = document.getElementById('cursor-time');
    const width = data.toMs - data.fromMs;

    const pointAt = (chart, ms) => Math.floor((ms - chart.startMs) / chart.pointMs);
    const inSeconds = (ms) => `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(2)} s`;
    const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
    const states = ['closed', 'half open', 'open'];
    const readingOf = (chart, line, ms) => {
      const value = line.values[pointAt(chart, ms)];
      if (value === undefined || value === null) return '–';
      return chart.states ? states[value] : `${number.format(value)}${chart.unit}`;
    };

    function show(ms) {
      time.textContent = inSeconds(ms);
      for (const { element, chart, line, outputs } of plots) {
        line.hidden = false;
        line.style.left = `${((ms - data.fromMs) / width) * 100}%`;
        for (const output of outputs) {
          output.textContent = readingOf(chart, chart.lines[Number(output.dataset.line)], ms);
        }
        element.setAttribute('aria-valuenow', String(ms));
        const values = chart.lines.map((each) => `${each.name} ${readingOf(chart, each, ms)}`);
        element.setAttribute('aria-valuetext', `${inSeconds(ms)}: ${values.join(', ')}`);
      }
    }

    function hide() {
      time.textContent = '';
      for (const { line, outputs } of plots) {
        line.hidden = true;
        for (const output of outputs) output.textContent = '';
      }
    }

    /** The middle of the point that the time falls into, so that the line stands on the step that it reads. */
    function snapped(chart, ms) {
      const within = Math.min(data.toMs - 1, Math.max(data.fromMs, ms));
      return chart.startMs + (pointAt(chart, within) + 0.5) * chart.pointMs;
    }

    for (const { element, chart } of plots) {
      let current = null;
      const move = (ms) => {
        current = snapped(chart, ms);
        show(current);
      };
      const follow = (event) => {
        const box = element.getBoundingClientRect();
        move(data.fromMs + ((event.clientX - box.left) / box.width) * width);
      };
      element.addEventListener('pointermove', follow);
      element.addEventListener('pointerdown', follow);
      element.addEventListener('pointerleave', (event) => {
        if (event.pointerType === 'mouse' && document.activeElement !== element) hide();
      });
      element.addEventListener('blur', hide);
      element.addEventListener('keydown', (event) => {
        const here = current ?? 0;
        const moves = {
          ArrowLeft: here - chart.pointMs * (event.shiftKey ? 10 : 1),
          ArrowRight: here + chart.pointMs * (event.shiftKey ? 10 : 1),
          PageDown: here - chart.pointMs * 10,
          PageUp: here + chart.pointMs * 10,
          Home: data.fromMs,
          End: data.toMs,
        };
        if (event.key === 'Escape') {
          current = null;
          hide();
        } else if (event.key in moves) {
          move(moves[event.key]);
          event.preventDefault();
        }
      });
    }
  }

  function startSearch() {
    const field = document.getElementById('search');
    if (field === null) return;
    const stories = [...document.querySelectorAll('#stories > .story')].map((element) => ({
      element,
      text: element.textContent.toLowerCase(),
    }));
    const found = document.getElementById('search-count');
    field.addEventListener('input', () => {
      const words = field.value.toLowerCase().split(/\s+/);
      let shown = 0;
      for (const { element, text } of stories) {
        element.hidden = !words.every((word) => text.includes(word));
        if (!element.hidden) shown += 1;
      }
      found.textContent = shown === 1 ? '1 order' : `${shown} orders`;
    });
  }

  /** A link to a story unfolds it, also when a search has hidden it. */
  function startStoryLinks() {
    for (const link of document.querySelectorAll('[data-story]')) {
      const story = document.getElementById(link.dataset.story);
      link.addEventListener('click', (event) => {
        // Following the fragment would take the focus away again.
        event.preventDefault();
        story.hidden = false;
        story.open = true;
        story.querySelector('summary').focus();
      });
    }
  }

  function startSwitches() {
    const root = document.documentElement;
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    document.getElementById('theme').addEventListener('click', () => {
      const current = root.dataset.theme ?? (dark.matches ? 'dark' : 'light');
      root.dataset.theme = current === 'dark' ? 'light' : 'dark';
    });
    document.getElementById('type-size').addEventListener('click', (event) => {
      const large = root.dataset.type === 'large';
      if (large) delete root.dataset.type;
      else root.dataset.type = 'large';
      event.currentTarget.setAttribute('aria-pressed', String(!large));
    });
  }
})();
