/** A call: who hosts it, its rules, what is written about it. */
@NullMarked
package io.voxbus.call;

import org.jspecify.annotations.NullMarked;
