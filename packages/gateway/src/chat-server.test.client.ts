// Run by a test in a process of its own, with production configuration: the program of the README.
import type { AddressInfo } from "node:net";
import { createChatServer } from "./examples.ts";

const [tenant = "", app = "", identity = ""] = process.argv.slice(2);
const server = createChatServer(tenant, app, identity);
// as text: a terminal's colours would be part of a number
server.listen(0, "127.0.0.1", () => {
  console.log(String((server.address() as AddressInfo).port));
});
