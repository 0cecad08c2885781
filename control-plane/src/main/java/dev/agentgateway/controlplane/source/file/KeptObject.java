package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.nio.file.Path;

/**
 * The last good version of an object, as it outlives a restart.
 *
 * @param file where it was read
 * @param line 1-based
 * @param tree with defaults applied, without its generation; must not be changed
 */
record KeptObject(ObjectRef ref, Path file, int line, long generation, ObjectNode tree) {}
