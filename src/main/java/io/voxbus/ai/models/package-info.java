/** Models of speech that can be had, and those that are here. */
@NullMarked
package io.voxbus.ai.models;

import org.jspecify.annotations.NullMarked;
