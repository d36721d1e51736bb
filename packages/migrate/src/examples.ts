//#region readme
import { formatGuide, planMigration, readPreviousApp, readSettings } from "@entrim/migrate";

/** What changes, in Markdown, by what `az webapp config appsettings list -o json` printed. */
export function guideFor(settings: string): string {
  const app = readPreviousApp(readSettings(settings));
  return formatGuide(planMigration(app, "chat"));
}
//#endregion
