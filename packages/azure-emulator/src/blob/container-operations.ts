import { requireContainer, type BlobCall } from "./blob-call.ts";
import { BlobError } from "./blob-error.ts";
import { versionHeaders } from "./version-headers.ts";
import { isContainerName } from "./container-name.ts";
import { metadataHeaders, readMetadata } from "./metadata.ts";

/** Makes a container. */
export function createContainer({ store, containerName, request }: BlobCall): Response {
  if (!isContainerName(containerName)) {
    throw new BlobError(
      400,
      "InvalidResourceName",
      "The specifed resource name contains invalid characters.",
    );
  }
  if (store.containers.has(containerName)) {
    throw new BlobError(409, "ContainerAlreadyExists", "The specified container already exists.");
  }
  const container = store.putContainer(containerName, readMetadata(request.headers));
  return new Response(null, { status: 201, headers: versionHeaders(container) });
}

/** Shows what describes a container. */
export function showContainer(call: BlobCall): Response {
  const container = requireContainer(call);
  return new Response(null, {
    headers: {
      ...versionHeaders(container),
      ...metadataHeaders(container.metadata),
      "x-ms-lease-status": "unlocked",
      "x-ms-lease-state": "available",
      "x-ms-has-immutability-policy": "false",
      "x-ms-has-legal-hold": "false",
    },
  });
}

/** Puts other metadata in the place of a container's. */
export function changeContainer(call: BlobCall): Response {
  const { name } = requireContainer(call);
  const container = call.store.putContainer(name, readMetadata(call.request.headers));
  return new Response(null, { headers: versionHeaders(container) });
}

/** Removes a container and all that is in it. */
export function deleteContainer(call: BlobCall): Response {
  call.store.deleteContainer(requireContainer(call).name);
  return new Response(null, { status: 202 });
}
