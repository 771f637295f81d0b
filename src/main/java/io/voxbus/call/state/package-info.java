/** What a call is restored from on another node: records that travel as JSON. */
@NullMarked
package io.voxbus.call.state;

import org.jspecify.annotations.NullMarked;
