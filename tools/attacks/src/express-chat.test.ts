import { describeAttacks } from "./describe-attacks.test.fixture.ts";

describeAttacks("express-chat");
