import * as adapter from "@entrim/koa";
import { Router } from "@koa/router";
import bodyParser from "koa-bodyparser";
import { describeHandler } from "./describe-handler.test.fixture.ts";
import { koaHost } from "./koa-host.test.fixture.ts";

describeHandler(koaHost({ name: "Koa", adapter }));

describeHandler(
  koaHost({
    name: "Koa after koa-bodyparser",
    adapter,
    place: (app, access, handler) => void app.use(bodyParser()).use(access).use(handler),
    parsesJson: true,
  }),
);

describeHandler(
  koaHost({
    name: "Koa under a prefix",
    adapter,
    place(app, access, handler) {
      const router = new Router({ prefix: "/api/v1" });
      router.all("{/*rest}", access, handler);
      app.use(router.routes()).use(router.allowedMethods());
    },
    prefix: "/api/v1",
  }),
);

describeHandler(
  koaHost({
    name: "Koa behind routers",
    adapter,
    place(app, access, handler) {
      const inner = new Router().use(access).all("{/*rest}", handler);
      const outer = new Router().use("/api/:tenant", inner.routes());
      app.use(bodyParser()).use(outer.routes());
    },
    prefix: "/api/contoso",
    parsesJson: true,
  }),
);
