#pragma once

#include "grids/text/message.h"

#include <stdexcept>

namespace cityflux {

/// Refusal of an input or a command line. what() has the names of settings instead of the words of
/// a front end; Message::rendered() has either.
class Refusal : public std::runtime_error {
public:
    explicit Refusal(Message message);
    Refusal(ProblemCode code, Text subject, Text problem, Text remedy = {});

    const Message& message() const { return message_; }

private:
    Message message_;
};

/// Error in the input. The message names the file, the layer or feature, and a remedy. The program
/// ends with exit code 3.
class InputError : public Refusal {
public:
    using Refusal::Refusal;
};

/// Error in the command line: an argument that does not exist, or arguments that conflict. The
/// program ends with exit code 2.
class UsageError : public Refusal {
public:
    using Refusal::Refusal;
};

} // namespace cityflux
