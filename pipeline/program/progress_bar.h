#pragma once

namespace cityflux {

/// A progress bar on stderr where that is a terminal and `wanted`; nothing otherwise. Removes itself at the end.
class ProgressBar {
public:
    explicit ProgressBar(bool wanted);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Shows a share done, 0..1.
    void show(double share);

private:
    bool active_;
    int shown_ = -1;
};

} // namespace cityflux
