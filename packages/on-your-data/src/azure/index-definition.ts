import { unusable } from "./upstream-failure.ts";

/** A field of an index. */
export interface DefinedField {
  readonly name: string;
  /** As in `Edm.String` or `Collection(Edm.Single)`. */
  readonly type: string;
  readonly isKey: boolean;
  readonly isSearchable: boolean;
  /** Whether answers may hold it. */
  readonly isRetrievable: boolean;
  /** Whether the service itself goes by it to tell who may read a document. */
  readonly isPermission: boolean;
}

/** What the semantic ranker reads. */
interface SemanticConfiguration {
  readonly name: string;
  readonly titleField: string | undefined;
  readonly contentFields: readonly string[];
}

/** What is needed of an index's definition. */
export interface IndexDefinition {
  /** Whether the service itself trims the index, by fields of its own. */
  readonly hasPermissions: boolean;
  readonly fields: readonly DefinedField[];
  /** The default one first. */
  readonly semanticConfigurations: readonly SemanticConfiguration[];
}

/**
 * Reads the definition of an index.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/indexes/get
 * @throws OnYourDataError `UPSTREAM_FAILED` for what is none.
 */
export function parseIndexDefinition(json: string): IndexDefinition {
  try {
    const { fields, semantic, permissionFilterOption } = JSON.parse(json) as WireDefinition;
    const configurations = semantic?.configurations ?? [];
    const isDefault = ({ name }: WireConfiguration): boolean =>
      name === semantic?.defaultConfiguration;
    return {
      hasPermissions:
        permissionFilterOption === "enabled" ||
        // should the switch be missing, it is not taken to be off
        (permissionFilterOption !== "disabled" && fields.some(isPermission)),
      fields: fields.map(({ name, type, key, searchable, retrievable, ...rest }): DefinedField => ({
        name: String(name),
        type: String(type),
        isKey: key === true,
        isSearchable: searchable === true,
        isRetrievable: retrievable !== false,
        isPermission: isPermission(rest),
      })),
      semanticConfigurations: [
        ...configurations.filter(isDefault),
        ...configurations.filter((each) => !isDefault(each)),
      ].map(({ name, prioritizedFields }) => ({
        name,
        titleField: prioritizedFields?.titleField?.fieldName,
        contentFields: (prioritizedFields?.prioritizedContentFields ?? []).map(
          ({ fieldName }) => fieldName,
        ),
      })),
    };
  } catch (error) {
    throw unusable("search", error);
  }
}

function isPermission({ permissionFilter }: Readonly<Record<string, unknown>>): boolean {
  return typeof permissionFilter === "string";
}

interface WireDefinition {
  readonly permissionFilterOption?: unknown;
  readonly fields: readonly Readonly<Record<string, unknown>>[];
  readonly semantic?: {
    readonly defaultConfiguration?: string | null;
    readonly configurations?: readonly WireConfiguration[];
  } | null;
}

interface WireConfiguration {
  readonly name: string;
  readonly prioritizedFields?: {
    readonly titleField?: { readonly fieldName: string } | null;
    readonly prioritizedContentFields?: readonly { readonly fieldName: string }[] | null;
  };
}
