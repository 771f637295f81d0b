/** Who is let in, and how requests are answered. */
@NullMarked
package io.voxbus.http.door;

import org.jspecify.annotations.NullMarked;
