/** Who may act for calls, and who takes them over: the rules, without clock or network. */
@NullMarked
package io.voxbus.directory.lease;

import org.jspecify.annotations.NullMarked;
