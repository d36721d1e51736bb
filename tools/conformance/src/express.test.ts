import * as adapter from "@entrim/express";
import express from "express";
import express4 from "express4";
import { describeHandler } from "./describe-handler.test.fixture.ts";
import { expressHost } from "./express-host.test.fixture.ts";

describeHandler(expressHost({ name: "Express 5", adapter, createApp: express }));

describeHandler(
  expressHost({
    name: "Express 5 after express.json()",
    adapter,
    createApp: () => express().use(express.json()),
    parsesJson: true,
  }),
);

describeHandler(
  expressHost({
    name: "Express 5 after all its parsers",
    adapter,
    createApp: () =>
      express()
        .use(express.json(), express.urlencoded(), express.text())
        .use(express.raw({ type: "image/png" })),
    parsesJson: true,
  }),
);

describeHandler(
  expressHost({
    name: "Express 5 under a prefix",
    adapter,
    createApp: express,
    place: (app, guarded) => void app.use("/api/v1", guarded),
    prefix: "/api/v1",
  }),
);

describeHandler(
  expressHost({
    name: "Express 5 behind routers",
    adapter,
    createApp: express,
    place(app, guarded) {
      const inner = express.Router().use("/v1", guarded);
      app.use("/api", express.Router().use("/:tenant", inner));
    },
    prefix: "/api/contoso/v1",
  }),
);

describeHandler(expressHost({ name: "Express 4", adapter, createApp: express4 }));

describeHandler(
  expressHost({
    name: "Express 4 after express.json()",
    adapter,
    createApp: () => express4().use(express4.json()),
    parsesJson: true,
  }),
);
