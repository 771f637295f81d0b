/** Speech with no account, no key and no native library: FreeTTS speaks, Sphinx4 listens, English only. */
@NullMarked
package io.voxbus.ai.local;

import org.jspecify.annotations.NullMarked;
