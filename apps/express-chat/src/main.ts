// The chat app. Its settings are environment variables; README.md lists them.
import { composeChat } from "./compose-chat.ts";
import { parseSettings } from "./settings.ts";
import { serve } from "./web-server.ts";

try {
  const settings = parseSettings(process.env);
  const { app, close } = composeChat(settings, console.error);
  const server = await serve(app, settings);
  console.log(`express-chat listens on port ${server.port}; open ${settings.publicOrigin}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void server.close().then(close));
  }
} catch (error) {
  console.error(error instanceof TypeError ? error.message : error);
  process.exitCode = 1;
}
