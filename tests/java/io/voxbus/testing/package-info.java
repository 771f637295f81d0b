/** What tests need besides the code under test: signals, measurements, fakes. */
@NullMarked
package io.voxbus.testing;

import org.jspecify.annotations.NullMarked;
