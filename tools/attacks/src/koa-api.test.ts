import { describeAttacks } from "./describe-attacks.test.fixture.ts";

describeAttacks("koa-api");
