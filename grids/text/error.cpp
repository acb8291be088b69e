#include "grids/text/error.h"

#include <utility>

namespace cityflux {

Refusal::Refusal(Message message)
    : std::runtime_error(message.text())
    , message_(std::move(message))
{
}

Refusal::Refusal(ProblemCode code, Text subject, Text problem, Text remedy)
    : Refusal(Message { .code = code,
        .subject = std::move(subject),
        .problem = std::move(problem),
        .remedy = std::move(remedy) })
{
}

} // namespace cityflux
