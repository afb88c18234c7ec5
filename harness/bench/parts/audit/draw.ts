/** How long a browser takes to draw a report. */
import { openReport, startBrowser } from '../../../report/testing/browser.ts';

const WINDOW = { viewport: { width: 1280, height: 900 } };
/** Milliseconds from the start of the navigation to the second frame after the page was loaded: the first one is drawn then. */
const DRAWN_MS =
  'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))))';

/** Seconds until a headless Chromium, which has to be there, has drawn the report. */
export async function secondsToDraw(report: string): Promise<number> {
  const browser = await startBrowser();
  try {
    const { page, complaints, close } = await openReport(browser, report, WINDOW);
    const seconds = (await page.evaluate<number>(DRAWN_MS)) / 1000;
    await close();
    if (complaints.length > 0) throw new Error(`The report complains: ${complaints.join('; ')}`);
    return seconds;
  } finally {
    await browser.close();
  }
}
