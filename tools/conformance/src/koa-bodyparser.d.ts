declare module "koa-bodyparser" {
  import type { Middleware } from "koa";

  /** Puts what it reads into `ctx.request.body`. */
  export default function bodyParser(): Middleware;
}
