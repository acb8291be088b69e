#include "grids/storage/gdal_messages.h"

#include <algorithm>

#include <cpl_error.h>

namespace cityflux {

struct GdalMessageSink {
    static void CPL_STDCALL receive(CPLErr level, CPLErrorNum, const char* text)
    {
        auto& sink = *static_cast<GdalMessages*>(CPLGetErrorHandlerUserData());
        if (level >= CE_Failure) {
            sink.last_error_ = text;
        }
        if (level >= CE_Warning
            && std::find(sink.messages_.begin(), sink.messages_.end(), text)
                == sink.messages_.end()) {
            sink.messages_.emplace_back(text);
        }
    }
};

GdalMessages::GdalMessages()
{
    CPLPushErrorHandlerEx(&GdalMessageSink::receive, this);
}

GdalMessages::~GdalMessages()
{
    CPLPopErrorHandler();
}

} // namespace cityflux
