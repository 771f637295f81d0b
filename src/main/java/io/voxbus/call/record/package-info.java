/** Call records: what a call was, told to a folder or an HTTP sink once it has ended. */
@NullMarked
package io.voxbus.call.record;

import org.jspecify.annotations.NullMarked;
