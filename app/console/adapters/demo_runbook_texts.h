// The documents of the runbooks of the demonstration, as people write them. Thread: constants.
#pragma once

namespace flotilla::console {

extern const char* const kDemoFailingDeployment;  // its steps are those of demoSteps()
extern const char* const kDemoCertificates;
extern const char* const kDemoSite;  // names a site that there is not
extern const char* const kDemoUplink;

}  // namespace flotilla::console
