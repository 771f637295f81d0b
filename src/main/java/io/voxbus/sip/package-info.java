/** Telephone calls: one host a node, one leg a dialog. */
@NullMarked
package io.voxbus.sip;

import org.jspecify.annotations.NullMarked;
