#pragma once

#include <string>
#include <string_view>

namespace cityflux {

/// Returns the file or folder of an output, or "" if it is "-", which stands for standard output.
inline std::string output_place(const std::string& output)
{
    return output == "-" ? std::string() : output;
}

/// Prints a whole result. Throws InputError if writing fails; `what` is its name ("the scores").
void print_result(std::string_view text, std::string_view what);

} // namespace cityflux
