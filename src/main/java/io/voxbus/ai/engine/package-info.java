/** What speech models on this machine have in common: their files, their libraries, their threads. */
@NullMarked
package io.voxbus.ai.engine;

import org.jspecify.annotations.NullMarked;
