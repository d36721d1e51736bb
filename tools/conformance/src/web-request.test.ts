import { describeHandler } from "./describe-handler.test.fixture.ts";
import { webHost } from "./web-host.test.fixture.ts";

describeHandler(webHost);
