#include "pipeline/output/standard_output.h"

#include "grids/text/error.h"

#include <cstdio>

#include <fmt/format.h>

namespace cityflux {

void print_result(std::string_view text, std::string_view what)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()
        || std::fflush(stdout) != 0) {
        throw InputError(ProblemCode::unwritable, "standard output",
            fmt::format("unwritable: {} is incomplete", what));
    }
}

} // namespace cityflux
