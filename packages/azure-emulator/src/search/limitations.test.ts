import { testLimitations } from "../limitations.test.fixture.ts";
import { analysisLimitations } from "./analysis/analysis-limitations.test.fixture.ts";
import { indexingLimitations } from "./indexing/indexing-limitations.test.fixture.ts";
import { knowledgeLimitations } from "./knowledge/knowledge-limitations.test.fixture.ts";
import { permissionLimitations } from "./permissions/permission-limitations.test.fixture.ts";
import { queryLimitations } from "./query/query-limitations.test.fixture.ts";
import { definitionLimitations } from "./schema/definition-limitations.test.fixture.ts";
import { serviceLimitations } from "./service-limitations.test.fixture.ts";

testLimitations("AI Search", {
  ...serviceLimitations,
  ...definitionLimitations,
  ...analysisLimitations,
  ...permissionLimitations,
  ...queryLimitations,
  ...knowledgeLimitations,
  ...indexingLimitations,
});
