#pragma once

#include <string_view>

namespace cityflux {

/// Prints a result, all of it. Throws InputError where it does not arrive; `what` is its name ("the scores").
void print_result(std::string_view text, std::string_view what);

} // namespace cityflux
