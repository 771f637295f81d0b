/** Who owns which call, and which nodes there are: small, shared by all components, never redeployed. */
@NullMarked
package io.voxbus.directory;

import org.jspecify.annotations.NullMarked;
