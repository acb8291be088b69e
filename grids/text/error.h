#pragma once

#include <stdexcept>
#include <string>

namespace cityflux {

/// The input cannot be used as it is: the message names the file, the layer or feature, and the way out.
/// The program ends with exit code 3.
class InputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The command line asks for something that does not exist or does not fit together (exit code 2).
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace cityflux
