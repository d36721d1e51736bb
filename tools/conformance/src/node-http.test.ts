import * as guard from "@entrim/guard";
import * as nodeHttp from "@entrim/node-http";
import { describeHandler } from "./describe-handler.test.fixture.ts";
import { nodeHost } from "./node-host.test.fixture.ts";

describeHandler(nodeHost("node:http", { ...guard, ...nodeHttp }));
