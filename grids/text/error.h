#pragma once

#include <stdexcept>
#include <string>

namespace cityflux {

/// Error in the input. The message names the file, the layer or feature, and a remedy. The program
/// ends with exit code 3.
class InputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Error in the command line: an argument that does not exist, or arguments that conflict. The
/// program ends with exit code 2.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace cityflux
