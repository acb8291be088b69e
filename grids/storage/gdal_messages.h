#pragma once

#include <string>
#include <vector>

namespace cityflux {

/// RAII guard: collects GDAL's messages of this thread instead of printing them, so that errors can
/// quote them.
class GdalMessages {
public:
    GdalMessages();
    ~GdalMessages();
    GdalMessages(const GdalMessages&) = delete;
    GdalMessages& operator=(const GdalMessages&) = delete;

    /// Distinct messages, in the order of their first appearance.
    const std::vector<std::string>& messages() const { return messages_; }
    /// Returns the last error, or "" if there was none.
    const std::string& last_error() const { return last_error_; }

private:
    friend struct GdalMessageSink;
    std::vector<std::string> messages_;
    std::string last_error_;
};

} // namespace cityflux
