/** A language model behind our keys. */
@NullMarked
package io.voxbus.http.llm;

import org.jspecify.annotations.NullMarked;
